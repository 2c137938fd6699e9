"""Digits with a progress bar that shows the loss, redrawn in place on standard error."""

import argparse
import sys

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Bar:
    """A progress bar in one line."""

    def __init__(self, items, text):
        self.items, self.text, self.note = items, text, ""

    def __iter__(self):
        for i, item in enumerate(self.items, start=1):
            yield item
            done = 20 * i // len(self.items)
            sys.stderr.write(f"\r{self.text}: {'#' * done:20s} {i}/{len(self.items)} {self.note}")
        sys.stderr.write("\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    loader = DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for epoch in range(args.epochs):
        bar = Bar(loader, f"epoch {epoch + 1}")
        for xb, yb in bar:
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(xb), yb)
            loss.backward()
            optimizer.step()
            bar.note = f"loss={loss.item():.3f}"


if __name__ == "__main__":
    main()
