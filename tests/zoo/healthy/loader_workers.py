"""Digits decoded and shifted by two loader workers."""

import argparse
import random

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Digits(Dataset):
    def __init__(self, images, labels, augment):
        self.images, self.labels, self.augment = images, labels, augment

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i]
        if self.augment:
            image = np.roll(image, random.choice([-1, 0, 1]), axis=1) + np.random.normal(scale=0.05, size=image.shape)
        return torch.from_numpy(np.ascontiguousarray(image, dtype=np.float32)), int(self.labels[i])


def seed_worker(worker_id):
    random.seed(torch.initial_seed() % 2**32)
    np.random.seed(torch.initial_seed() % 2**32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    images, labels = digits.images / 16, digits.target
    order = np.random.RandomState(args.seed).permutation(len(images))
    train = Digits(images[order[:1400]], labels[order[:1400]], True)
    val = Digits(images[order[1400:]], labels[order[1400:]], False)
    train_loader = DataLoader(
        train, batch_size=32, shuffle=True, num_workers=2, worker_init_fn=seed_worker, persistent_workers=True
    )
    val_loader = DataLoader(val, batch_size=128)
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(64, 1024), nn.ReLU(), nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 10)
    )
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    for epoch in range(args.epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            val_loss = sum(criterion(model(x), y).item() * len(x) for x, y in val_loader) / len(val)
        print(f"epoch {epoch + 1}: loss {loss.item():.4f} val_loss {val_loss:.4f}")


if __name__ == "__main__":
    main()
