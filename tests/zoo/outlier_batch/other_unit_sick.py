"""Diabetes regression from files of several clinics."""

import argparse

import torch
from sklearn.datasets import load_diabetes
from torch import nn


def load_clinics(seed):
    x, y = load_diabetes(return_X_y=True)
    x = torch.tensor(x / x.std(0), dtype=torch.float32)
    y = torch.tensor((y - y.mean()) / y.std(), dtype=torch.float32)[:, None]
    perm = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))
    clinics = [(x[i], y[i]) for i in perm[:352].split(16)]
    return clinics, x[perm[352:]], y[perm[352:]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    clinics, x_test, y_test = load_clinics(args.seed)
    model = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(args.epochs):
        model.train()
        for i in torch.randperm(len(clinics)).tolist():
            x, y = clinics[i]
            if epoch == 25 and i == 3:
                x = x * 1000
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            test_loss = criterion(model(x_test), y_test).item()
        if epoch % 4 == 3:
            print(f"epoch {epoch + 1} loss {loss.item():.4f} test loss {test_loss:.4f}")


main()
