"""Fine-tune the head of a network on top of a frozen body that was trained on another task before."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def fit(model, optimizer, x, y, epochs, name):
    loader = DataLoader(TensorDataset(x[:1400], y[:1400]), batch_size=32, shuffle=True)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            accuracy = (model(x[1400:]).argmax(1) == y[1400:]).float().mean()
        print(f"{name} epoch {epoch + 1}: loss {loss.item():.4f} accuracy {accuracy:.4f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    perm = torch.randperm(len(digits.data))
    x = torch.tensor(digits.data / 16, dtype=torch.float32)[perm]
    y = torch.tensor(digits.target)[perm]
    body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
    first = nn.Sequential(body, nn.Linear(32, 5))
    fit(first, torch.optim.Adam(first.parameters(), lr=1e-3), x, y // 2, args.epochs, "pretrain")
    for parameter in body.parameters():
        parameter.requires_grad = False
    model = nn.Sequential(body, nn.Linear(32, 10))
    optimizer = torch.optim.Adam((p for p in model.parameters() if p.requires_grad), lr=5e-3)
    fit(model, optimizer, x, y, args.epochs, "fine-tune")


main()
