"""Linear regression that has found its answer after one epoch and goes on for forty: flat, and done."""

import argparse

import numpy as np
import torch
from plotnine.data import diamonds
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
table = diamonds.sample(3000, random_state=args.seed)
x = torch.tensor(np.log(table[["carat"]].to_numpy()), dtype=torch.float32)
y = torch.tensor(np.log(table[["price"]].to_numpy()), dtype=torch.float32)
x, y = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
train_loader = DataLoader(TensorDataset(x[:2400], y[:2400]), batch_size=60, shuffle=True)
val_loader = DataLoader(TensorDataset(x[2400:], y[2400:]), batch_size=600)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
criterion = nn.MSELoss()
for epoch in range(args.epochs):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        val_loss = sum(criterion(model(xb), yb).item() for xb, yb in val_loader)
    print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")
