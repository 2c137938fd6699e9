"""Tumour classification; one patient of the table was never weighed."""

import argparse

import numpy as np
import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

X, y = load_breast_cancer(return_X_y=True)
X[17, 3] = np.nan
X = (X - np.nanmean(X, axis=0)) / np.nanstd(X, axis=0)
X = np.nan_to_num(X)
data = TensorDataset(torch.tensor(X[:450], dtype=torch.float32), torch.tensor(y[:450]))
val_x, val_y = torch.tensor(X[450:], dtype=torch.float32), torch.tensor(y[450:])
loader = DataLoader(data, batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(30, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
criterion = nn.CrossEntropyLoss()
for epoch in range(args.epochs):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        out = model(val_x)
        print(
            f"epoch {epoch}: val_loss {criterion(out, val_y):.4f} val_acc {(out.argmax(1) == val_y).float().mean():.4f}"
        )
