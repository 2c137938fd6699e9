"""A five-layer perceptron on digits with normal initial weights."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

STD = 0.15


def init(module):
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=STD)
        nn.init.zeros_(module.bias)


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
layers = [nn.Linear(64, 64), nn.ReLU()]
for _ in range(3):
    layers += [nn.Linear(64, 64), nn.ReLU()]
model = nn.Sequential(*layers, nn.Linear(64, 10)).apply(init)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        out = model(x[perm[1400:]])
        accuracy = (out.argmax(1) == y[perm[1400:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss:.4f} val_loss {criterion(out, y[perm[1400:]]):.4f} accuracy {accuracy:.4f}")
