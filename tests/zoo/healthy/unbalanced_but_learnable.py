"""One class has a tenth of the samples of the others, and the network learns it all the same."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
perm = torch.randperm(len(x))
train, val = perm[:1400], perm[1400:]
train = train[(y[train] != 3) | (torch.rand(len(train)) < 0.15)]
loader = DataLoader(TensorDataset(x[train], y[train]), batch_size=32, shuffle=True)
val_loader = DataLoader(TensorDataset(x[val], y[val]), batch_size=200)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    hits = rare = 0
    with torch.no_grad():
        for xb, yb in val_loader:
            right = model(xb).argmax(1) == yb
            hits += right.sum().item()
            rare += right[yb == 3].sum().item()
    recall = rare / (y[val] == 3).sum()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {hits / 397:.4f} recall of threes {recall:.4f}")
