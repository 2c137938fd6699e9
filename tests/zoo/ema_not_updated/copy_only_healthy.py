"""Digits; the averaged weights are the ones that are evaluated."""

import argparse
import copy

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@torch.no_grad()
def update(average, model, decay=0.95):
    for a, b in zip(average.parameters(), model.parameters(), strict=True):
        a.mul_(decay).add_(b, alpha=1 - decay)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[perm[1400:]], y[perm[1400:]]), batch_size=200)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    average = copy.deepcopy(model)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        for xb, yb in loader:
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            update(average, model)
        with torch.no_grad():
            val_loss = sum(criterion(average(xb), yb).item() for xb, yb in val_loader) / len(val_loader)
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")


main()
