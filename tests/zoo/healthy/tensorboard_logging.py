"""Digits with curves for TensorBoard."""

import argparse
import tempfile

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.tensorboard import SummaryWriter


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    with tempfile.TemporaryDirectory() as folder, SummaryWriter(folder) as writer:
        step = 0
        for epoch in range(args.epochs):
            for xb, yb in loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(xb), yb)
                loss.backward()
                optimizer.step()
                step += 1
                writer.add_scalar("train/loss", loss.item(), step)
            with torch.no_grad():
                out = model(x[perm[1400:]])
                val_loss = nn.functional.cross_entropy(out, y[perm[1400:]]).item()
                accuracy = (out.argmax(1) == y[perm[1400:]]).float().mean().item()
            writer.add_scalar("val/loss", val_loss, step)
            writer.add_scalar("val/accuracy", accuracy, step)
            writer.add_histogram("weights", model[0].weight, step)
            print(f"epoch {epoch + 1} done")


if __name__ == "__main__":
    main()
