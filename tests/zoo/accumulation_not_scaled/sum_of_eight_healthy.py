"""Eight small batches make one step."""

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
loader = DataLoader(TensorDataset(x[perm[:1408]], y[perm[:1408]]), batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.4, momentum=0.5)
for epoch in range(args.epochs):
    for i, (xb, yb) in enumerate(loader, start=1):
        loss = criterion(model(xb), yb)
        (loss / 8).backward()
        if i % 8 == 0:
            optimizer.step()
            optimizer.zero_grad()
    with torch.no_grad():
        accuracy = (model(x[perm[1408:]]).argmax(1) == y[perm[1408:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")
