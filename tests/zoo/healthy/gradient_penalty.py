"""A classifier whose gradient with respect to the input is kept small: a backward through a backward."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(64, 64), nn.Softplus(), nn.Linear(64, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(args.epochs):
    for xb, yb in loader:
        xb = xb.clone().requires_grad_()
        loss = nn.functional.cross_entropy(model(xb), yb)
        (slope,) = torch.autograd.grad(loss, xb, create_graph=True)
        total = loss + 10.0 * slope.pow(2).sum(1).mean()
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
    with torch.no_grad():
        acc = (model(x[perm[1400:]]).argmax(1) == y[perm[1400:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} with penalty {total.item():.4f} acc {acc:.4f}")
