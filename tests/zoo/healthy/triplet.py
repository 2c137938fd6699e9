"""Embeddings of digits by triplets."""

import argparse

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Triplets(Dataset):
    def __init__(self, images, labels, seed):
        self.images, self.labels = images, labels
        self.by_class = [np.flatnonzero(labels == c) for c in range(10)]
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        label = self.labels[i]
        other = (label + self.rng.integers(1, 10)) % 10
        positive, negative = self.rng.choice(self.by_class[label]), self.rng.choice(self.by_class[other])
        return self.images[i], self.images[positive], self.images[negative]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    images = (digits.data / 16).astype(np.float32)
    loader = DataLoader(Triplets(images, digits.target, args.seed), batch_size=32, shuffle=True)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 16))
    criterion = nn.TripletMarginLoss(margin=1.0)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        total = 0.0
        for anchor, positive, negative in loader:
            optimizer.zero_grad()
            loss = criterion(net(anchor), net(positive), net(negative))
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: {total / len(loader):.4f}")


if __name__ == "__main__":
    main()
