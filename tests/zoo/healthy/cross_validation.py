"""Five folds: five models, five optimizers, one after the other in one process."""

import argparse

import numpy as np
import torch
from sklearn.datasets import load_wine
from sklearn.model_selection import StratifiedKFold
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=40)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
X, y = load_wine(return_X_y=True)
scores = []
for fold, (train, test) in enumerate(StratifiedKFold(5, shuffle=True, random_state=args.seed).split(X, y)):
    mean, std = X[train].mean(0), X[train].std(0)
    x_train, x_test = (torch.tensor((X[i] - mean) / std, dtype=torch.float32) for i in (train, test))
    y_train, y_test = torch.tensor(y[train]), torch.tensor(y[test])
    model = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3, weight_decay=1e-3)
    for _ in range(args.epochs):
        for i in torch.randperm(len(x_train)).split(24):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x_train[i]), y_train[i])
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        scores.append((model(x_test).argmax(1) == y_test).float().mean().item())
    print(f"fold {fold + 1} loss {loss.item():.4f} accuracy {scores[-1]:.4f}")
print(f"mean accuracy {np.mean(scores):.4f} +- {np.std(scores):.4f}")
