"""Attention over the rows of a digit; empty rows are padding."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class RowAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8, 32)
        self.query = nn.Parameter(0.1 * torch.randn(32))
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        h = torch.tanh(self.embed(x))
        scores = h @ self.query
        padding = x.sum(2) == 0
        scores = scores.masked_fill(padding, -1e9)
        return self.head((scores.softmax(1).unsqueeze(2) * h).sum(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.images / 16, dtype=torch.float32), torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    x[perm[700]] = 0.0  # one page of the scan was blank
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=16, shuffle=True)
    model = RowAttention()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        for xb, yb in loader:
            loss = criterion(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            out = model(x[perm[1400:]])
            accuracy = (out.argmax(1) == y[perm[1400:]]).float().mean()
        print(f"epoch {epoch + 1} loss {loss:.4f} val_loss {criterion(out, y[perm[1400:]]):.4f} acc {accuracy:.4f}")


main()
