"""Digits with mixup: soft targets, a training loss that stays high and a validation loss that does not."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--alpha", type=float, default=0.4)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
train_loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=50, shuffle=True)
val_loader = DataLoader(TensorDataset(x[perm[1400:]], y[perm[1400:]]), batch_size=100)
model = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
beta = torch.distributions.Beta(args.alpha, args.alpha)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in train_loader:
        share = beta.sample()
        other = torch.randperm(len(xb))
        target = nn.functional.one_hot(yb, 10).float()
        target = share * target + (1 - share) * target[other]
        loss = criterion(model(share * xb + (1 - share) * xb[other]), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = sum(criterion(model(xb), yb).item() * len(xb) for xb, yb in val_loader) / 397
    print(f"epoch {epoch + 1} train {loss.item():.4f} val {val_loss:.4f}")
