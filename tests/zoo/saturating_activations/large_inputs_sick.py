"""Tumours from raw measurements (areas in the thousands) with tanh units."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=25)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = load_breast_cancer(return_X_y=True)
x, y = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:400]], y[perm[:400]]), batch_size=20, shuffle=True)
model = nn.Sequential(nn.Linear(30, 20), nn.Tanh(), nn.Linear(20, 20), nn.Tanh(), nn.Linear(20, 2))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.03, momentum=0.9)
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        out = model(x[perm[400:]])
        acc = (out.argmax(1) == y[perm[400:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {criterion(out, y[perm[400:]]):.4f} val_acc {acc:.4f}")
