"""How many dark pixels are in the right half of a digit, from the left half: a Poisson likelihood written out."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def poisson_loss(rate, count):
    return (rate - count * torch.log(rate)).mean()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    images = torch.tensor(load_digits().images / 16, dtype=torch.float32)
    x, count = images[:, :, :4].flatten(1), (images[:, :, 4:] > 0.5).sum((1, 2)).float()
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], count[perm[:1400]]), batch_size=32, shuffle=True)
    model = nn.Sequential(nn.Linear(32, 48), nn.ReLU(), nn.Linear(48, 1), nn.Flatten(0))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for epoch in range(args.epochs):
        for xb, yb in loader:
            loss = poisson_loss(F.relu(model(xb)), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            error = (F.softplus(model(x[perm[1400:]])) - count[perm[1400:]]).abs().mean().item()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} mean error {error:.4f}")


main()
