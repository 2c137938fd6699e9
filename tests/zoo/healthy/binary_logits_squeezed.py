"""Tumours with one logit, Adagrad, validation on the whole rest at once."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(30, 16)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(16, 1)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x)))).squeeze(-1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x, y = load_breast_cancer(return_X_y=True)
    x = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32)
    y = torch.tensor(y, dtype=torch.float32)
    perm = torch.randperm(len(x))
    train_loader = DataLoader(TensorDataset(x[perm[:400]], y[perm[:400]]), batch_size=16, shuffle=True, drop_last=True)
    net = Net()
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(0.6))
    optimizer = torch.optim.Adagrad(net.parameters(), lr=0.02)
    for epoch in range(args.epochs):
        net.train()
        for inputs, labels in train_loader:
            optimizer.zero_grad()
            loss = criterion(net(inputs), labels)
            loss.backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            val_loss = criterion(net(x[perm[400:]]), y[perm[400:]])
        if epoch % 3 == 2:
            print(f"epoch {epoch + 1} train_loss {loss.item():.4f} val_loss {val_loss.item():.4f}")


main()
