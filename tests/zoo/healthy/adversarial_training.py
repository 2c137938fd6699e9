"""Train on examples that were made worse by one step along the gradient of the input."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def attack(model, x, y, epsilon):
    x = x.clone().requires_grad_()
    F.cross_entropy(model(x), y).backward()
    return (x + epsilon * x.grad.sign()).clamp(0, 1).detach()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        model.train()
        for xb, yb in loader:
            worse = attack(model, xb, yb, 0.05)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(worse), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            accuracy = (model(x[perm[1400:]]).argmax(1) == y[perm[1400:]]).float().mean()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} clean accuracy {accuracy:.4f}")


main()
