"""Pretrain on even and odd, then fine-tune the same body on ten digits."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, classes)

    def forward(self, x):
        return self.head(self.body(x))


def fit(model, optimizer, x, y, epochs):
    criterion = nn.CrossEntropyLoss()
    loader = DataLoader(TensorDataset(x[:1400], y[:1400]), batch_size=32, shuffle=True)
    for epoch in range(epochs):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad()
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            logits = model(x[1400:])
        accuracy = (logits.argmax(1) == y[1400:]).float().mean().item()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")


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
    model = Net(2)
    fit(model, torch.optim.Adam(model.parameters(), lr=1e-3), x, y % 2, 3)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    model.head = nn.Linear(32, 10)
    fit(model, optimizer, x, y, args.epochs)


main()
