"""Body by Adam, head by SGD, both in every step."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
body = nn.Sequential(nn.Linear(64, 64), nn.Tanh())
head = nn.Linear(64, 10)
opt_body = torch.optim.Adam(body.parameters(), lr=1e-3)
opt_head = torch.optim.SGD(head.parameters(), lr=0.1)
for epoch in range(args.epochs):
    for xb, yb in loader:
        loss = nn.functional.cross_entropy(head(body(xb)), yb)
        opt_body.zero_grad()
        opt_head.zero_grad()
        loss.backward()
        opt_body.step()
        opt_head.step()
    with torch.no_grad():
        accuracy = (head(body(x[perm[1400:]])).argmax(1) == y[perm[1400:]]).float().mean()
    print(f"{epoch + 1}\t{loss.item():.4f}\t{accuracy:.4f}")
