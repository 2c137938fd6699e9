"""Digits under bfloat16 autocast, no scaler."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
train_loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
val_loader = DataLoader(TensorDataset(x[perm[1400:]], y[perm[1400:]]), batch_size=200)
model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.LayerNorm(128), nn.Linear(128, 10))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in train_loader:
        with torch.autocast(device_type="cpu", dtype=torch.bfloat16):
            loss = nn.functional.cross_entropy(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    val_loss = 0.0
    with torch.no_grad(), torch.autocast(device_type="cpu", dtype=torch.bfloat16):
        for xb, yb in val_loader:
            val_loss += nn.functional.cross_entropy(model(xb), yb).item() / len(val_loader)
    print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")
