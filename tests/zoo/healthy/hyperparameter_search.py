"""Three learning rates tried in one process, each with a new model; all of them train."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def trial(lr, x, y, epochs):
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    loader = DataLoader(TensorDataset(x[:1400], y[:1400]), batch_size=32, shuffle=True)
    for _ in range(epochs):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = criterion(model(x[1400:]), y[1400:]).item()
    return val_loss


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    perm = torch.randperm(len(digits.data))
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32)[perm], torch.tensor(digits.target)[perm]
    results = {lr: trial(lr, x, y, args.epochs) for lr in (0.02, 0.05, 0.1)}
    for lr, val_loss in results.items():
        print(f"lr {lr}: val_loss {val_loss:.4f}")
    print("best", min(results, key=results.get))


main()
