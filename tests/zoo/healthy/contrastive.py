"""Two noisy views of each digit find each other (InfoNCE)."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader


def info_nce(a, b, temperature=0.2):
    logits = F.normalize(a, dim=1) @ F.normalize(b, dim=1).T / temperature
    labels = torch.arange(len(a))
    return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.T, labels)) / 2


def view(x):
    return x * (torch.rand_like(x) > 0.2) + 0.05 * torch.randn_like(x)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x = torch.tensor(load_digits().data / 16, dtype=torch.float32)
    loader = DataLoader(x, batch_size=128, shuffle=True, drop_last=True)
    encoder = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 32))
    optimizer = torch.optim.Adam(encoder.parameters(), lr=2e-3, weight_decay=1e-5)
    for epoch in range(args.epochs):
        losses = []
        for batch in loader:
            loss = info_nce(encoder(view(batch)), encoder(view(batch)))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1} contrastive loss {sum(losses) / len(losses):.4f}")


main()
