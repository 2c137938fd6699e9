"""Twenty narrow layers on digits."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

digits = load_digits()
x = torch.tensor(digits.data / 16, dtype=torch.float32)
x = (x - x.mean(0)) / (x.std(0) + 1e-3)
y = torch.tensor(digits.target)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=32, shuffle=True)

activation = nn.Tanh
layers = [nn.Linear(64, 6), activation()]
for _ in range(20):
    layers += [nn.Linear(6, 6), activation()]
layers.append(nn.Linear(6, 10))
model = nn.Sequential(*layers)
for layer in model:
    if isinstance(layer, nn.Linear):
        nn.init.orthogonal_(layer.weight, gain=1.4)
        nn.init.zeros_(layer.bias)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        out = model(x[perm[1400:]])
        val_loss = criterion(out, y[perm[1400:]])
        val_acc = (out.argmax(1) == y[perm[1400:]]).float().mean()
    print(f"{epoch + 1:02d} loss {loss.item():.3f} val_loss {val_loss:.3f} val_acc {val_acc:.3f}")
