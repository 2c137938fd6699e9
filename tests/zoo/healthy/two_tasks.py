"""One body, two heads: which digit, and how much ink."""

import argparse

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class TwoHeads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.digit = nn.Linear(32, 10)
        self.ink = nn.Linear(32, 1)

    def forward(self, x):
        h = self.body(x)
        return self.digit(h), self.ink(h).squeeze(-1)


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x = torch.tensor(digits.data / 16, dtype=torch.float32)
ink = (x.mean(1) - x.mean()) / x.mean(1).std()
y = torch.tensor(digits.target)
perm = torch.randperm(len(x))
train, val = perm[:1400], perm[1400:]
loader = DataLoader(TensorDataset(x[train], y[train], ink[train]), batch_size=32, shuffle=True)
model = TwoHeads()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
cross_entropy, mse = nn.CrossEntropyLoss(), nn.MSELoss()
for epoch in range(args.epochs):
    model.train()
    for xb, yb, ib in loader:
        logits, amount = model(xb)
        loss = cross_entropy(logits, yb) + 0.5 * mse(amount, ib)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        logits, amount = model(x[val])
        val_ce, val_mse = cross_entropy(logits, y[val]), mse(amount, ink[val])
    print(f"epoch {epoch + 1} loss {loss:.4f} val_cross_entropy {val_ce:.4f} val_mse {val_mse:.4f}")
