"""Same digit or not: a siamese network with a contrastive loss."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn


class SiameseNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))

    def forward(self, first, second):
        return self.body(first), self.body(second)


def contrastive(first, second, same, margin=1.0):
    distance = F.pairwise_distance(first, second)
    return (same * distance.pow(2) + (1 - same) * F.relu(margin - distance).pow(2)).mean()


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=8)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
model = SiameseNetwork()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for epoch in range(args.epochs):
    for i in torch.randperm(1500).split(32):
        j = torch.randint(1500, (len(i),))
        j = torch.where(torch.rand(len(i)) < 0.4, torch.stack([(y[:1500] == y[k]).nonzero()[0, 0] for k in i]), j)
        loss = contrastive(*model(x[i], x[j]), (y[i] == y[j]).float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        i, j = torch.randint(1500, 1797, (2, 500))
        val_loss = contrastive(*model(x[i], x[j]), (y[i] == y[j]).float())
    print(f"Epoch {epoch + 1} loss {loss.item():.4f} val_loss {val_loss.item():.4f}")
