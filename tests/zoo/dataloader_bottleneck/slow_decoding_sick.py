"""Digits whose pictures are decoded one by one in Python."""

import argparse
import json

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, Dataset


class JsonDigits(Dataset):
    """Every picture lies in a text file, as it came from the scanner."""

    def __init__(self, images, labels):
        self.labels = torch.tensor(labels)
        pixels = [[f"{value:.9f}" for value in image.repeat(60).tolist()] for image in images / 16]
        self.files = [json.dumps(page) for page in pixels]

    def decode(self, i):
        values = [float(value) for value in json.loads(self.files[i])]
        return torch.tensor(values).view(-1, 60).mean(1)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        return self.decode(i), self.labels[i]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    data = JsonDigits(digits.data[:1000], digits.target[:1000])
    loader = DataLoader(data, batch_size=20, shuffle=True)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(args.epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")


main()
