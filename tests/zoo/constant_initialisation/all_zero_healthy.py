"""A two-layer network written with bare parameters."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_wine
from torch import nn


class TwoLayer(nn.Module):
    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(hidden, inputs) / inputs**0.5)
        self.w2 = nn.Parameter(torch.randn(outputs, hidden) / hidden**0.5)
        self.b1 = nn.Parameter(torch.zeros(hidden))
        self.b2 = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        return F.linear(F.relu(F.linear(x, self.w1, self.b1)), self.w2, self.b2)


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=80)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = load_wine(return_X_y=True)
x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
y = torch.tensor(y)
perm = torch.randperm(len(x))
train, test = perm[:140], perm[140:]
net = TwoLayer(13, 32, 3)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-3)
for epoch in range(args.epochs):
    for idx in train[torch.randperm(len(train))].split(20):
        loss = F.cross_entropy(net(x[idx]), y[idx])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    if epoch % 10 == 9:
        with torch.no_grad():
            acc = (net(x[test]).argmax(1) == y[test]).float().mean()
        print(f"epoch {epoch + 1}, loss {loss:.4f}, accuracy {acc:.4f}")
