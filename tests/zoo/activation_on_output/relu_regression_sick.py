"""Regression of disease progression on ten measurements."""

import argparse

import torch
import torch.nn.functional as F
from sklearn.datasets import load_diabetes
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 32)
        self.fc2 = nn.Linear(32, 1)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return x


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)

    x, y = load_diabetes(return_X_y=True)
    x = torch.tensor(x / x.std(0), dtype=torch.float32)
    y = torch.tensor((y - y.mean()) / y.std(), dtype=torch.float32).view(-1, 1)
    perm = torch.randperm(len(x))
    train, test = perm[:350], perm[350:]
    net = Net()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.02)

    for epoch in range(args.epochs):
        net.train()
        for idx in train[torch.randperm(len(train))].split(16):
            loss = F.mse_loss(net(x[idx]), y[idx])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            test_loss = F.mse_loss(net(x[test]), y[test]).item()
        if (epoch + 1) % 10 == 0:
            print(f"Epoch {epoch + 1} train loss: {loss.item():.4f} test loss: {test_loss:.4f}")


if __name__ == "__main__":
    main()
