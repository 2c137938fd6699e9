"""Tumours with a cyclic learning rate."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=30)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = load_breast_cancer(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
y = torch.tensor(y).long()
perm = torch.randperm(len(x))
train = DataLoader(TensorDataset(x[perm[:400]], y[perm[:400]]), batch_size=20, shuffle=True)
model = nn.Sequential(nn.Linear(30, 12), nn.ELU(), nn.Linear(12, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-3)
scheduler = torch.optim.lr_scheduler.CyclicLR(optimizer, base_lr=0.001, max_lr=0.05, step_size_up=100)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in train:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.step()
        scheduler.step()
    model.eval()
    with torch.no_grad():
        val_loss = nn.functional.cross_entropy(model(x[perm[400:]]), y[perm[400:]])
    if epoch % 3 == 2:
        print(f"epoch {epoch + 1} lr {scheduler.get_last_lr()[0]:.4f} loss {loss:.4f} val_loss {val_loss:.4f}")
