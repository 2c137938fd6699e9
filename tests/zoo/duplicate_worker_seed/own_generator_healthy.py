"""Digits with random shifts made by NumPy in the loader's workers."""

import argparse

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ShiftedDigits(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images, labels
        self.rng = np.random

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = np.roll(self.images[i], self.rng.randint(-1, 2, 2), axis=(0, 1))
        image = image + self.rng.normal(scale=0.1, size=image.shape)
        return torch.tensor(image[None], dtype=torch.float32), int(self.labels[i])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    order = np.random.default_rng(args.seed).permutation(len(digits.images))
    images, labels = digits.images[order] / 16, digits.target[order]
    loader = DataLoader(ShiftedDigits(images[:1400], labels[:1400]), batch_size=32, shuffle=True, num_workers=2)
    x_val = torch.tensor(images[1400:, None], dtype=torch.float32)
    y_val = torch.tensor(labels[1400:])
    model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 36, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        model.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            logits = model(x_val)
        accuracy = (logits.argmax(1) == y_val).float().mean()
        print(f"epoch {epoch + 1} loss {loss:.4f} val_loss {criterion(logits, y_val):.4f} val_acc {accuracy:.4f}")


if __name__ == "__main__":
    main()
