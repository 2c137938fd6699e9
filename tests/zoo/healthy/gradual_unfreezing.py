"""Layers are thawed one after the other, each with a parameter group of its own."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=9)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
layers = [nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)]
model = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])
for layer in layers[:2]:
    layer.requires_grad_(False)
optimizer = torch.optim.AdamW(layers[2].parameters(), lr=3e-3)
for epoch in range(args.epochs):
    if epoch in (3, 6):
        thawed = layers[2 - epoch // 3]
        thawed.requires_grad_(True)
        optimizer.add_param_group({"params": thawed.parameters(), "lr": 1e-3})
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(x[perm[1400:]]).argmax(1) == y[perm[1400:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")
