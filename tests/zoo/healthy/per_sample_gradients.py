"""Functional training: parameters in a dictionary, torch.func, no backward and no optimizer object."""

import argparse

import torch
from sklearn.datasets import load_wine
from torch import nn
from torch.func import functional_call, grad_and_value

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=150)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
x, y = load_wine(return_X_y=True)
x, y = torch.tensor((x - x.mean(0)) / x.std(0), dtype=torch.float32), torch.tensor(y)
model = nn.Sequential(nn.Linear(13, 16), nn.Tanh(), nn.Linear(16, 3))
params = {name: p.detach() for name, p in model.named_parameters()}


def loss_fn(params, x, y):
    return nn.functional.cross_entropy(functional_call(model, params, (x,)), y)


for epoch in range(args.epochs):
    grads, loss = grad_and_value(loss_fn)(params, x, y)
    params = {name: p - 0.3 * grads[name] for name, p in params.items()}
    if epoch % 30 == 29:
        print(f"epoch {epoch + 1} loss {loss.item():.4f}")
