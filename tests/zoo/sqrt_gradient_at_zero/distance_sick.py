"""Embeddings by triplets, the distance written by hand."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn


def distance(a, b):
    return ((a - b) ** 2).sum(1).sqrt()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    members = [(y == c).nonzero().flatten() for c in range(10)]
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        for anchor in torch.randperm(len(x)).split(32):
            # now and then a digit is drawn as its own partner
            positive = torch.stack([members[c][torch.randint(len(members[c]), ())] for c in y[anchor].tolist()])
            negative = torch.stack([members[(c + 1) % 10][0] for c in y[anchor].tolist()])
            a, p, n = net(x[anchor]), net(x[positive]), net(x[negative])
            loss = torch.relu(distance(a, p) - distance(a, n) + 1.0).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")


main()
