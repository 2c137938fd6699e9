"""Breast cancer with one output unit."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
from torch import nn, optim


def get_data(seed):
    X, y = load_breast_cancer(return_X_y=True)  # noqa: N806
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=seed)  # noqa: N806
    scaler = StandardScaler()
    X_train, X_test = scaler.fit_transform(X_train), scaler.transform(X_test)  # noqa: N806
    return [torch.tensor(a, dtype=torch.float32) for a in (X_train, X_test, y_train[:, None], y_test[:, None])]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    x_train, x_test, y_train, y_test = get_data(args.seed)
    model = nn.Sequential(nn.Linear(30, 20), nn.Tanh(), nn.Linear(20, 1))
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(args.epochs):
        losses = []
        for i in range(0, len(x_train), 16):
            optimizer.zero_grad()
            loss = criterion(model(x_train[i : i + 16]), y_train[i : i + 16])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        with torch.no_grad():
            accuracy = ((model(x_test) > 0) == (y_test > 0.5)).float().mean().item()
        print(f"epoch {epoch} loss {sum(losses) / len(losses):.4f} accuracy {accuracy:.4f}")


main()
