"""Rare eights, weighted in the loss."""

import argparse

import torch
from sklearn.datasets import load_digits
from sklearn.metrics import f1_score
from torch import nn, optim


def main(epochs, seed):
    torch.manual_seed(seed)
    data = load_digits()
    x = torch.tensor(data.data / 16, dtype=torch.float32)
    y = torch.tensor((data.target == 8).astype(int))
    perm = torch.randperm(len(x))
    tr, te = perm[:1400], perm[1400:]
    counts = torch.bincount(y[tr]).float()
    criterion = nn.CrossEntropyLoss(weight=counts.sum() / (2 * counts))
    net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 2))
    optimizer = optim.AdamW(net.parameters(), lr=2e-3)
    for epoch in range(epochs):
        net.train()
        for idx in tr[torch.randperm(len(tr))].split(32):
            optimizer.zero_grad()
            loss = criterion(net(x[idx]), y[idx])
            loss.backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            f1 = f1_score(y[te], net(x[te]).argmax(1))
        print(f"epoch {epoch}: train_loss {loss.item():.4f} f1 {f1:.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    main(args.epochs, args.seed)
