"""Online learning: one sample a step with a small learning rate, the loss as noisy as that is."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=4)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = load_breast_cancer(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32)
perm = torch.randperm(len(x))
model = nn.Linear(30, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
criterion = nn.BCEWithLogitsLoss()
for epoch in range(args.epochs):
    total = 0.0
    for i in perm[:400][torch.randperm(400)]:
        loss = criterion(model(x[i]), y[i : i + 1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    with torch.no_grad():
        val_loss = criterion(model(x[perm[400:]]).squeeze(1), y[perm[400:]])
    print(f"epoch {epoch + 1} mean loss {total / 400:.4f} val_loss {val_loss:.4f}")
