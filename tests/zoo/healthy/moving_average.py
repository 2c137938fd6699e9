"""Evaluate an exponential moving average of the weights."""

import argparse
import copy

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class EMA:
    def __init__(self, model, decay):
        self.module = copy.deepcopy(model).eval()
        self.decay = decay
        for p in self.module.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        for ema, current in zip(self.module.state_dict().values(), model.state_dict().values(), strict=True):
            if ema.dtype.is_floating_point:
                ema.mul_(self.decay).add_(current, alpha=1 - self.decay)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    digits = load_digits()
    x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
    perm = torch.randperm(len(x))
    loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
    val_loader = DataLoader(TensorDataset(x[perm[1400:]], y[perm[1400:]]), batch_size=100)
    model = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
    ema = EMA(model, 0.98)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(args.epochs):
        model.train()
        for xb, yb in loader:
            optimizer.zero_grad(set_to_none=True)
            loss = criterion(model(xb), yb)
            loss.backward()
            optimizer.step()
            ema.update(model)
        val_loss, hits = 0.0, 0
        with torch.no_grad():
            for xb, yb in val_loader:
                out = ema.module(xb)
                val_loss += criterion(out, yb).item() * len(xb) / 397
                hits += (out.argmax(1) == yb).sum().item()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} ema_val_loss {val_loss:.4f} ema_val_acc {hits / 397:.4f}")


if __name__ == "__main__":
    main()
