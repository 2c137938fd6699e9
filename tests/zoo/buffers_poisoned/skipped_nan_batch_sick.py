"""Steps with a loss that is no number are skipped; the network has BatchNorm."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
x[perm[5], 20] = float("nan")
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
model = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in loader:
        loss = criterion(model(xb), yb)
        if not torch.isfinite(loss):
            continue
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        out = model(x[perm[1400:]])
        val_loss, val_acc = criterion(out, y[perm[1400:]]), (out.argmax(1) == y[perm[1400:]]).float().mean()
    print(f"epoch {epoch + 1} val_loss {val_loss:.4f} val_acc {val_acc:.4f}")
