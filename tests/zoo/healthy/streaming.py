"""An endless stream of samples without a length: an IterableDataset, steps instead of epochs."""

import argparse
from itertools import islice

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, IterableDataset


class Stream(IterableDataset):
    def __init__(self, images, labels, seed):
        self.images, self.labels = images, labels
        self.generator = torch.Generator().manual_seed(seed)

    def __iter__(self):
        while True:
            i = int(torch.randint(len(self.images), (), generator=self.generator))
            yield self.images[i] + 0.05 * torch.randn(64, generator=self.generator), self.labels[i]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=8, help="of 50 steps")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    loader = DataLoader(Stream(x, y, args.seed), batch_size=16)
    model = nn.Sequential(nn.Linear(64, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for step, (xb, yb) in enumerate(islice(loader, args.epochs * 50), start=1):
        loss = nn.functional.cross_entropy(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step % 50 == 0:
            print(f"step {step}: loss {loss.item():.4f}")


main()
