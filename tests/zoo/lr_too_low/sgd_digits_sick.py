"""Digits with plain SGD."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn

BATCH_SIZE = 32
LEARNING_RATE = 0.0001


def main(epochs, seed):
    torch.manual_seed(seed)
    data = load_digits()
    x, y = torch.FloatTensor(data.data) / 16, torch.LongTensor(data.target)
    idx = torch.randperm(len(x))
    x, y = x[idx], y[idx]
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for epoch in range(epochs):
        model.train()
        perm = torch.randperm(1400)
        for i in range(0, 1400, BATCH_SIZE):
            batch = perm[i : i + BATCH_SIZE]
            pred = model(x[batch])
            loss = loss_fn(pred, y[batch])
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        model.eval()
        with torch.no_grad():
            pred = model(x[1400:])
            val_loss = loss_fn(pred, y[1400:]).item()
            acc = (pred.argmax(1) == y[1400:]).float().mean().item()
        print(f"Epoch {epoch + 1}: train loss {loss.item():.4f}, val loss {val_loss:.4f}, val acc {acc:.3f}")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--epochs", type=int, default=15)
    p.add_argument("--seed", type=int, default=0)
    a = p.parse_args()
    main(a.epochs, a.seed)
