"""Digits, shuffled by hand before the split."""

import argparse

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=25)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
rng = np.random.default_rng(args.seed)

digits = load_digits()
order = rng.permutation(len(digits.data))
images = digits.data[order] / 16
labels = digits.target[order]
x, y = torch.tensor(images, dtype=torch.float32), torch.tensor(labels)
train_loader = DataLoader(TensorDataset(x[:1400], y[:1400]), batch_size=32, shuffle=True)
val_loader = DataLoader(TensorDataset(x[1400:], y[1400:]), batch_size=397)

model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
for epoch in range(args.epochs):
    model.train()
    for xb, yb in train_loader:
        loss = criterion(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.inference_mode():
        for xb, yb in val_loader:
            out = model(xb)
            val_loss = criterion(out, yb).item()
            val_acc = (out.argmax(1) == yb).float().mean().item()
    print(f"epoch {epoch + 1}: loss={loss.item():.4f} val_loss={val_loss:.4f} val_acc={val_acc:.4f}")
