"""Four small batches make one step."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ACCUMULATE = 4

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1408]], y[perm[:1408]]), batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
for epoch in range(args.epochs):
    model.train()
    for i, (xb, yb) in enumerate(loader):
        loss = criterion(model(xb), yb) / ACCUMULATE
        loss.backward()
        if (i + 1) % ACCUMULATE == 0:
            optimizer.step()
            optimizer.zero_grad()
    model.eval()
    with torch.no_grad():
        val_loss = criterion(model(x[perm[1408:]]), y[perm[1408:]]).item()
    print(f"epoch {epoch + 1} loss {loss.item() * ACCUMULATE:.4f} val_loss {val_loss:.4f}")
