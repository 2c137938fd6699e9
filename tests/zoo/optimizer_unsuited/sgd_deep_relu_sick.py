"""A narrow, deep network on digits."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

digits = load_digits()
x = torch.tensor(digits.data / 16, dtype=torch.float32)
y = torch.tensor(digits.target)
order = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[order[:1400]], y[order[:1400]]), batch_size=32, shuffle=True)

layers = [nn.Linear(64, 32), nn.ReLU()]
for _ in range(4):
    layers += [nn.Linear(32, 32), nn.ReLU()]
model = nn.Sequential(*layers, nn.Linear(32, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.001)

for epoch in range(args.epochs):
    model.train()
    running = 0.0
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        running += loss.item()
    model.eval()
    with torch.no_grad():
        out = model(x[order[1400:]])
        val_loss = criterion(out, y[order[1400:]])
        acc = (out.argmax(1) == y[order[1400:]]).float().mean()
    print(f"epoch {epoch + 1:3d} train_loss {running / len(loader):.4f} val_loss {val_loss:.4f} val_acc {acc:.4f}")
