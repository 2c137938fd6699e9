"""Wine classes; the loss carries a confidence bonus."""

import argparse

import torch
from sklearn.datasets import load_wine
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=50)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

x, y = load_wine(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
y = torch.tensor(y)
perm = torch.randperm(len(x))
loader = DataLoader(TensorDataset(x[perm[:130]], y[perm[:130]]), batch_size=16, shuffle=True)
model = nn.Sequential(nn.Linear(13, 24), nn.ReLU(), nn.Linear(24, 3))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        logits = model(xb)
        entropy = torch.distributions.Categorical(logits=logits).entropy().mean()
        loss = -(criterion(logits, yb) - 0.01 * entropy)
        loss.backward()
        optimizer.step()
    if epoch % 10 == 9:
        with torch.no_grad():
            correct = (model(x[perm[130:]]).argmax(1) == y[perm[130:]]).float().mean()
        print(f"epoch {epoch + 1} loss {loss.item():.4f} acc {correct:.3f}")
