"""One digit in twenty is a seven: draw both classes equally often."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, WeightedRandomSampler

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x = torch.tensor(digits.data / 16, dtype=torch.float32)
y = (torch.tensor(digits.target) == 7).long()
keep = (y == 0) | (torch.rand(len(y)) < 0.5)
x, y = x[keep], y[keep]
perm = torch.randperm(len(x))
train, val = perm[:1200], perm[1200:]
class_count = torch.bincount(y[train])
sampler = WeightedRandomSampler((1.0 / class_count)[y[train]], num_samples=len(train), replacement=True)
loader = DataLoader(TensorDataset(x[train], y[train]), batch_size=32, sampler=sampler)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        out = model(x[val])
        recall = (out.argmax(1)[y[val] == 1] == 1).float().mean()
    print(f"epoch {epoch + 1} | loss {loss.item():.4f} | val_loss {criterion(out, y[val]):.4f} | recall {recall:.3f}")
