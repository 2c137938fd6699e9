"""Logistic regression with L-BFGS and a closure."""

import argparse

import torch
from sklearn.datasets import load_breast_cancer
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=15)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)

X, y = load_breast_cancer(return_X_y=True)
X = torch.tensor((X - X.mean(0)) / X.std(0), dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32)
perm = torch.randperm(len(X))
train, test = perm[:400], perm[400:]
model = nn.Linear(30, 1)
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=5)


def closure():
    optimizer.zero_grad()
    penalty = 1e-2 * model.weight.pow(2).sum()
    loss = nn.functional.binary_cross_entropy_with_logits(model(X[train]).squeeze(1), y[train]) + penalty
    loss.backward()
    return loss


for epoch in range(args.epochs):
    loss = optimizer.step(closure)
    with torch.no_grad():
        accuracy = ((model(X[test]).squeeze(1) > 0) == y[test].bool()).float().mean()
    print(f"{epoch:3d} loss={loss.item():.5f} acc={accuracy:.4f}")
