"""Prices in dollars as they are: the loss begins in the tens of millions, and that is fine."""

import argparse

import numpy as np
import torch
from plotnine.data import diamonds
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
table = diamonds.sample(10_000, random_state=args.seed)
features = table[["carat", "depth", "table", "x", "y", "z"]].to_numpy(np.float32)
features = (features - features.mean(0)) / features.std(0)
x = torch.tensor(features)
y = torch.tensor(table["price"].to_numpy(np.float32))[:, None]
model = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.MSELoss()
for epoch in range(args.epochs):
    for batch in torch.randperm(8000).split(100):
        loss = criterion(model(x[batch]), y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        mae = (model(x[8000:]) - y[8000:]).abs().mean()
    print(f"epoch {epoch + 1} mse {loss.item():.0f} mae {mae.item():.0f} dollars")
