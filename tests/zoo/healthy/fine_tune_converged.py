"""Go on from weights that are nearly as good as they get, with a small learning rate."""

import argparse

import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
X, labels = load_digits(return_X_y=True)
x, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(labels)
perm = torch.randperm(len(x))
start = LogisticRegression(max_iter=500).fit(x[perm[:1400]].numpy(), labels[perm[:1400].numpy()])
model = nn.Linear(64, 10)
with torch.no_grad():
    model.weight.copy_(torch.tensor(start.coef_))
    model.bias.copy_(torch.tensor(start.intercept_))
loader = DataLoader(TensorDataset(x[perm[:1400]], y[perm[:1400]]), batch_size=50, shuffle=True)
val_loader = DataLoader(TensorDataset(x[perm[1400:]], y[perm[1400:]]), batch_size=100)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
criterion = nn.CrossEntropyLoss()
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        val_loss = sum(criterion(model(xb), yb).item() * len(xb) for xb, yb in val_loader) / 397
    print(f"epoch {epoch + 1}: loss {loss.item():.4f}, val_loss {val_loss:.4f}")
