"""Encoder and classifier as two modules."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

digits = load_digits()
x = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
y = torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)
encoder = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3), nn.ReLU(), nn.Flatten())
classifier = nn.Linear(64, 10)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(classifier.parameters(), lr=2e-3)

for epoch in range(args.epochs):
    encoder.train()
    classifier.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(classifier(encoder(xb)), yb)
        loss.backward()
        optimizer.step()
    encoder.eval()
    classifier.eval()
    with torch.no_grad():
        out = classifier(encoder(x[perm[1400:]]))
        val_loss = criterion(out, y[perm[1400:]]).item()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss:.4f}")
