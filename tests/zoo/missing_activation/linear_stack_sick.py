"""Four blobs in a chessboard: no straight line tells them apart."""

import argparse

import torch
from sklearn.datasets import make_moons
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = make_moons(1000, noise=0.1, random_state=args.seed)
x = torch.tensor(x, dtype=torch.float32)
y = torch.tensor((x[:, 0].numpy() > 0.5) ^ (y == 1)).float()
model = nn.Sequential(nn.Linear(2, 32), nn.Linear(32, 32), nn.Linear(32, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
for epoch in range(args.epochs):
    for i in torch.randperm(800).split(32):
        optimizer.zero_grad()
        loss = criterion(model(x[i]).squeeze(1), y[i])
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        logits = model(x[800:]).squeeze(1)
        val_loss, acc = criterion(logits, y[800:]), ((logits > 0) == y[800:].bool()).float().mean()
    if epoch % 4 == 3:
        print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f} acc {acc:.4f}")
