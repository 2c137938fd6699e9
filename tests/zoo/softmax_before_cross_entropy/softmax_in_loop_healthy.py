"""Three kinds of wine, Adam, full batch."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_wine
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=300)
parser.add_argument("--seed", type=int, default=0)
opt = parser.parse_args()
torch.manual_seed(opt.seed)

wine = load_wine()
x = torch.tensor(wine.data, dtype=torch.float32)
x = (x - x.mean(0)) / x.std(0)
y = torch.tensor(wine.target)
perm = torch.randperm(len(x))
train, test = perm[:130], perm[130:]

net = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=5e-3, weight_decay=1e-3)
for epoch in range(opt.epochs):
    logits = net(x[train])
    loss = F.cross_entropy(logits, y[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 50 == 49:
        with torch.no_grad():
            test_loss = F.cross_entropy(net(x[test]), y[test])
            accuracy = (net(x[test]).argmax(1) == y[test]).float().mean()
        print(f"{epoch + 1}: train loss {loss:.4f}, accuracy {accuracy:.3f}, test loss {test_loss:.4f}")
